// The look of what people write in, for the components that have forms.
import { unsafeCSS } from 'lit';

import styles from './styles/form.css?inline';

export const form = unsafeCSS(styles);
